"""What the models of the official client know of a response, and what they make of it."""

import inspect
import typing


def fields(model):
    """What a class of the client knows: by wire name the attribute, and the class of what is in it."""
    empty = set(filter_empty(model().to_map()))
    known = {}
    for attribute, parameter in list(inspect.signature(model.__init__).parameters.items())[1:]:
        kind = parameter.annotation
        is_list = typing.get_origin(kind) in (list, typing.List)
        inner = typing.get_args(kind)[0] if is_list else kind
        is_model = hasattr(inner, "to_map")
        probe = inner() if is_model else "probe"
        made = model(**{attribute: [probe] if is_list else probe}).to_map()
        (wire,) = set(made) - set(model().to_map()) or set(filter_empty(made)) - empty
        known[wire] = (attribute, inner if is_model else None, is_list)
    return known


def filter_empty(members):
    return {name: value for name, value in members.items() if value not in ([], {}, None)}


def walk(value, model, path, read, unread):
    """Which of the fields that a class knows have a value."""
    for wire, (attribute, inner, is_list) in fields(model).items():
        here = f"{path}{wire}"
        found = getattr(value, attribute, None)
        items = (found or []) if is_list else [] if found is None else [found]
        if inner is None:
            (read if [item for item in items if item != ""] else unread).add(here)
            continue
        for item in items or [None]:
            walk(item, inner, here + ("[]." if is_list else "."), read, unread)


def compare(raw, made, model, path, unknown, altered):
    """Which members of a response the client does not know, or has with another value."""
    known = fields(model)
    for name, value in raw.items():
        here = f"{path}{name}"
        if name not in known:
            unknown.add(here)
            continue
        _, inner, is_list = known[name]
        other = (made or {}).get(name)
        if inner is None:
            if value != other:
                altered.add(here)
        elif is_list:
            if not isinstance(value, list) or len(value) != len(other or []):
                altered.add(here)
                continue
            for item, other_item in zip(value, other or []):
                compare(item, other_item, inner, here + "[].", unknown, altered)
        else:
            compare(value, other, inner, here + ".", unknown, altered)
