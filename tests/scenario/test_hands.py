"""The hands of the workbench answer whoever has their key, whatever anybody else does at their socket."""

import socket
import threading

from clerestory.acts import hands
from clerestory.errors import ClerestoryError


def test_callers_who_hang_up_do_not_silence_the_hands(tmp_path):
    said: list[str] = []

    def ask(lent):
        try:
            lent.live()
        except ClerestoryError as error:
            said.append(str(error))

    with hands.lent(tmp_path) as lent:
        for _ in range(3):
            with socket.socket(socket.AF_UNIX) as caller:
                caller.connect(lent.address)
        asking = threading.Thread(target=ask, args=(lent,), daemon=True)
        asking.start()
        asking.join(20)
    assert said, "nobody answered"
    assert "does not answer" not in said[0]
