"""Runs samples in Python, one after the other, in this process.

Reads a JSON string with a program from each line of standard input, and prints a line of JSON when it has ended:
null, or what was raised.
"""

import contextlib
import io
import json
import sys
import traceback

if __name__ == "__main__":
    for line in sys.stdin:
        failed = None
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(json.loads(line), "sample", "exec"), {"__name__": "__main__"})
        except Exception:  # whatever a program raises is the result
            failed = traceback.format_exc()
        print(json.dumps(failed), flush=True)
