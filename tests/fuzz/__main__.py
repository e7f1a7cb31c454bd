"""`python -m tests.fuzz [TARGET] [SECONDS]`: fuzzes one reader or all, 10 minutes each.

Guided by coverage where atheris is installed, else by chance. What breaks the program's word is
printed and kept, marked open, in `found/`; what reaches new code is kept there by
`python -m tests.fuzz.gathering`.
"""

import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from subprocess import DEVNULL, PIPE, STDOUT, run
from tempfile import TemporaryDirectory

from tests.fuzz.found import OPEN, Found, found, keep
from tests.fuzz.mutating import inputs
from tests.fuzz.targets import MOST, TARGETS, Target

_SECONDS = 600
_LIMITS = ("-timeout=20", "-rss_limit_mb=3072", f"-max_len={MOST}", "-print_final_stats=1")


def main(arguments: Sequence[str]) -> int:
    """Fuzz what is asked for; the status is 1 where something broke."""
    names = [one for one in arguments if not one.isdigit()]
    seconds = next((int(one) for one in arguments if one.isdigit()), _SECONDS)
    chosen = [one for one in TARGETS if not names or one.name in names]
    if len(names) > 1 or not chosen:
        print("targets: " + ", ".join(one.name for one in TARGETS))
        return 2
    fuzz = guided if find_spec("atheris") else by_chance
    return max([fuzz(one, seconds) for one in chosen])


def guided(target: Target, seconds: int) -> int:
    """Let atheris look for inputs; what it found worth keeping stays in `.fuzz/`."""
    corpus = Path(".fuzz", target.name)
    corpus.mkdir(parents=True, exist_ok=True)
    isolated = ["-I"] if sys.flags.isolated else []
    with TemporaryDirectory(prefix="fuzz-") as scratch:
        begin, words = Path(scratch, "begin"), Path(scratch, "words")
        begin.mkdir()
        for place, data in enumerate((*target.seeds(), *(one.data for one in found(target.name)))):
            (begin / str(place)).write_bytes(data)
        words.write_text("".join(_word(token) for token in target.tokens), encoding="ascii")
        done = run(
            [
                *(sys.executable, *isolated, "-m", "tests.fuzz.guided", target.name, *_LIMITS),
                *(f"-max_total_time={seconds}", f"-dict={words}", f"-artifact_prefix={scratch}/"),
                *(str(corpus), str(begin)),
            ],
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=STDOUT,
            check=False,
        )
        said = done.stdout.decode(errors="replace")
        broken = [one.read_bytes() for one in Path(scratch).glob("*-*") if one.is_file()]
    print(f"{target.name}: {len(broken)} broke; {_last(said, 'cov:')}")
    for data in broken:
        _note(target, data, _cause(said))
    if done.returncode and not broken:
        print(f"{target.name}: ended with {done.returncode} and left no input:\n{said[-2000:]}")
    return 1 if broken or done.returncode else 0


def by_chance(target: Target, seconds: int) -> int:
    """Try mutants until the time is over."""
    print(f"{target.name}: without atheris, by chance")
    until = time.monotonic() + seconds
    tried = 0
    for data in inputs(target, [one.data for one in found(target.name)], time.monotonic_ns()):
        if time.monotonic() > until:
            break
        tried += 1
        try:
            target.check(data)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what we look for
            _note(target, data, repr(error))
            return 1
    print(f"{target.name}: {tried} inputs, none broke")
    return 0


def _word(token: bytes) -> str:
    return '"' + "".join(f"\\x{byte:02x}" for byte in token) + '"\n'


def _cause(said: str) -> str:
    """Return the line of the exception, or what libFuzzer itself says: out of time or memory."""
    _, _, raised = said.partition("=== Uncaught Python exception: ===\n")
    return raised.partition("\n")[0] or _last(said, "ERROR:")


def _last(said: str, *marks: str) -> str:
    """Return the last line that begins with one of these or holds it, cut short."""
    lines = [line for line in said.splitlines() if any(mark in line for mark in marks)]
    return lines[-1][:160].encode("ascii", "replace").decode() if lines else "said nothing"


def _note(target: Target, data: bytes, why: str) -> None:
    """Print an input that broke, and keep it as open."""
    reason = why.encode("ascii", "backslashreplace").decode().replace("\n", " ")[:160]
    print(f"{target.name}: {len(data)} bytes broke: {reason}")
    known = found(target.name)
    if all(one.data != data for one in known):
        keep(target.name, (*known, Found(data=data, why=f"{OPEN} {reason}")))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
