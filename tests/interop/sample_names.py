"""What the official Python client lacks of operations and parameters.

Usage: sample_names.py PACKAGE OPERATIONS, a JSON object of actions with the names of their parameters

Prints a JSON array of `Operation` and `Operation.Parameter`, sorted.
"""

import importlib
import inspect
import json
import sys

if __name__ == "__main__":
    package, operations = sys.argv[1], json.loads(sys.argv[2])
    models = importlib.import_module(package + ".models")
    lacks = []
    for action, names in operations.items():
        request = getattr(models, action + "Request", None)
        if request is None:
            lacks.append(action)
            continue
        source = inspect.getsource(request.to_map)
        lacks += [f"{action}.{name}" for name in names if f"'{name}'" not in source]
    print(json.dumps(sorted(lacks)))
