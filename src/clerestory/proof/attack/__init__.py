"""The intruder: what can be worked out?"""

from clerestory.proof.attack.compiled import compile_caches
from clerestory.proof.attack.judge import judge
from clerestory.proof.attack.report import Fault, OpenCell, Report

__all__ = ["Fault", "OpenCell", "Report", "compile_caches", "judge"]
