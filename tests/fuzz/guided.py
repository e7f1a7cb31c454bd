"""One target under atheris, which looks at what each input reaches; runs in a process of its own.

`python -m tests.fuzz.guided TARGET [OPTION OF LIBFUZZER ...]`. Every exception ends the process and
leaves its input in a file.
"""

import sys

import atheris

with atheris.instrument_imports(include=["forensics"], enable_loader_override=False):
    from tests.fuzz.targets import target

atheris.Setup(sys.argv, target(sys.argv.pop(1)).check)
atheris.Fuzz()
