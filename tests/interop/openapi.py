"""Exported documents, read by others.

Usage: openapi.py FILE...

Validates each OpenAPI document with a public validator, and every example and default in it against
its own schema; examples in XML are read as the schema says. Prints one JSON object a file: how many
examples of each kind there were, and everything that is wrong.
"""

import json
import sys
from xml.etree import ElementTree

from openapi_schema_validator import OAS30ReadValidator, oas30_format_checker
from openapi_spec_validator import OpenAPIV30SpecValidator

XML = "application/xml"


class Document:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.root = json.load(file)
        self.counts = {"values": 0, "xml": 0}
        self.wrong = [str(error) for error in OpenAPIV30SpecValidator(self.root).iter_errors()]
        self.expect(self.root["openapi"] == "3.0.3", "openapi", "is another version")

    def expect(self, holds, place, message):
        if not holds:
            self.wrong.append(f"{place}: {message}")

    def resolve(self, node):
        """The node that is meant: behind references, and behind `allOf` around a single one."""
        while "$ref" in node or "allOf" in node:
            if "$ref" in node:
                target = self.root
                for part in node["$ref"].removeprefix("#/").split("/"):
                    target = target[part.replace("~1", "/").replace("~0", "~")]
                node = target
            else:
                (node,) = node["allOf"]
        return node

    def check(self, value, schema, place):
        self.counts["values"] += 1
        whole = {"allOf": [schema], "components": self.root["components"]}
        validator = OAS30ReadValidator(whole, format_checker=oas30_format_checker)
        self.wrong += [f"{place}: {error.message}" for error in validator.iter_errors(value)]

    def check_xml(self, text, schema, place):
        self.counts["xml"] += 1
        root = ElementTree.fromstring(text)
        wanted = self.resolve(schema)["xml"]["name"]
        self.expect(root.tag == wanted, place, f"the root is {root.tag}, not {wanted}")
        self.check(self.read_xml(root, schema, place), schema, place)

    def read_xml(self, element, schema, place):
        """The value of an element by the rules of OpenAPI."""
        schema = self.resolve(schema)
        if "type" not in schema:
            return self.read_any(element)
        if schema["type"] == "object":
            return self.read_members(element, schema, place)
        if schema["type"] == "array" and schema.get("xml", {}).get("wrapped"):
            return self.read_wrapped(element, schema, place)
        text = element.text or ""
        self.expect(len(element) == 0, place, f"{element.tag} has elements inside")
        readers = {"integer": int, "number": float, "boolean": {"true": True, "false": False}.get}
        return readers.get(schema["type"], str)(text)

    def read_any(self, element):
        """The value of an element of which nothing is said."""
        if len(element) == 0:
            return element.text or ""
        value = {}
        for child in element:
            value.setdefault(child.tag, []).append(self.read_any(child))
        return {name: found if len(found) > 1 else found[0] for name, found in value.items()}

    def read_wrapped(self, element, schema, place):
        """The items of an array that stand in an element of their own, each in one more."""
        items = schema["items"]
        names = [part["xml"]["name"] for part in (items, self.resolve(items)) if "xml" in part]
        found = []
        for child in element:
            self.expect([child.tag] == names[:1], place, f"{child.tag} is no item")
            wrapped = self.resolve(items).get("xml", {}).get("wrapped")
            read = self.read_wrapped if wrapped else self.read_xml
            found.append(read(child, self.resolve(items) if wrapped else items, place))
        return found

    def read_members(self, element, schema, place):
        value = {}
        properties = schema.get("properties", {})
        for child in element:
            known = properties.get(child.tag, schema.get("additionalProperties"))
            if known is None:
                self.wrong.append(f"{place}: {child.tag} is no property")
            elif self.resolve(known).get("xml", {}).get("wrapped"):
                value[child.tag] = self.read_wrapped(child, self.resolve(known), place)
            elif self.resolve(known).get("type") == "array":
                # Without `wrapped`, the items stand beside each other under the name of the array.
                items = self.resolve(known)["items"]
                value.setdefault(child.tag, []).append(self.read_xml(child, items, place))
            else:
                self.expect(child.tag not in value, place, f"{child.tag} is there twice")
                value[child.tag] = self.read_xml(child, known, place)
        return value

    def check_schema(self, schema, place):
        for key in ("example", "default"):
            if key in schema:
                self.check(schema[key], {k: v for k, v in schema.items() if k != key}, f"{place}.{key}")
        for key, below in schema.get("properties", {}).items():
            self.check_schema(below, f"{place}.{key}")
        for key in ("items", "additionalProperties"):
            if isinstance(schema.get(key), dict):
                self.check_schema(schema[key], f"{place}.{key}")
        for below in schema.get("allOf", []):
            self.check_schema(below, place)

    def check_media(self, media, kind, place):
        """A parameter or a media type: a schema with examples beside it."""
        self.check_schema(media["schema"], place)
        values = {key: example["value"] for key, example in media.get("examples", {}).items()}
        if "example" in media:
            values["example"] = media["example"]
        for key, value in values.items():
            if kind == XML:
                self.check_xml(value, media["schema"], f"{place}, {key}")
            else:
                self.check(value, media["schema"], f"{place}, {key}")

    def check_content(self, content, place):
        for kind, media in content.items():
            self.check_media(media, kind, f"{place} {kind}")

    def check_all(self):
        for name, schema in self.root["components"]["schemas"].items():
            self.check_schema(schema, name)
        for name, parameter in self.root["components"].get("parameters", {}).items():
            self.check_media(parameter, None, name)
        for path, item in self.root["paths"].items():
            for operation in item.values():
                self.check_operation(operation, path)

    def check_operation(self, operation, path):
        for parameter in operation.get("parameters", []):
            if "$ref" not in parameter:
                place = f"{path} {parameter['name']}"
                if "content" in parameter:
                    self.check_content(parameter["content"], place)
                else:
                    self.check_media(parameter, None, place)
        if "requestBody" in operation:
            self.check_content(operation["requestBody"]["content"], f"{path} body")
        for status, response in operation["responses"].items():
            content = self.resolve(response)["content"]
            self.expect(set(content) == {"application/json", XML}, path, "lacks a format")
            self.check_content(content, f"{path} {status}")


def main():
    for path in sys.argv[1:]:
        document = Document(path)
        document.check_all()
        line = {"file": path, "operations": len(document.root["paths"]), **document.counts}
        print(json.dumps({**line, "wrong": document.wrong}), flush=True)


if __name__ == "__main__":
    main()
