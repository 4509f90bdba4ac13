"""Folders: history, and names."""

import subprocess

from tests.scenario.probe.hiding_places.register import FOLDERS, folder


@folder("history")
def _(w, home):
    def git(*words):
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *identity, "-C", str(home), *words], check=True, capture_output=True)

    git("init", "-q")
    (home / "data.csv").write_text("a,b,c\n" + ",".join(w.cells[:3]) + "\n")
    git("add", ".")
    git("commit", "-qm", "first")
    (home / "data.csv").write_text("a,b,c\n1,2,3\n")
    git("commit", "-qam", "cleaned")


@folder("packed_history")
def _(w, home):
    FOLDERS["history"](w, home)
    subprocess.run(["git", "-C", str(home), "gc", "-q", "--aggressive"], check=True, capture_output=True)


@folder("name")
def _(w, home):
    (home / f"{w.given}_{w.surname}_{w.born}.txt").write_text("nothing")


@folder("name_in_history")
def _(w, home):
    FOLDERS["history"](w, home)
    (home / "data.csv").write_text("a,b,c\n4,5,6\n")
    (home / f"{w.given}_{w.surname}_{w.licence}.txt").write_text("nothing")
    commands = (["add", "."], ["commit", "-qm", "second"], ["rm", "-q", "*.txt"], ["commit", "-qm", "third"])
    for words in (*commands, ["gc", "-q", "--aggressive"]):
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *identity, "-C", str(home), *words], check=True, capture_output=True)
