"""Reads YAML without losing the lines: what is wrong is collected as file, line and reason, never just the first.

A Place is a node of the text. Its readers return what stands there; where that is wrong they note a fault and
return something harmless, so that the reading goes on. A text with faults is refused as a whole.
"""

import re
from dataclasses import dataclass, field
from datetime import date

import yaml

from slas.terms import Words

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class PolicyError(Exception):
    """A vendor's text is refused. `faults` holds all that is wrong; file, line and reason are the first one's."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        self.file, self.line, self.reason = self.faults[0].file, self.faults[0].line, self.faults[0].reason
        super().__init__("\n".join(map(str, self.faults)))


@dataclass
class Text:
    """A file's text being read, with the faults found so far."""

    file: str
    faults: list[Fault] = field(default_factory=list)

    def root(self, text: str) -> "Place":
        """The place of the whole document. Raises PolicyError where the text is no YAML."""
        try:
            node = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise PolicyError([Fault(self.file, mark.line + 1 if mark else 1, _sentence(error))]) from error
        except yaml.YAMLError as error:
            raise PolicyError([Fault(self.file, 1, f"This is not YAML: {error}")]) from error
        except RecursionError as error:
            raise PolicyError([Fault(self.file, 1, "It is nested too deeply")]) from error
        if node is None:
            raise PolicyError([Fault(self.file, 1, "The file is empty")])
        return Place(self, node)

    def refuse_faults(self) -> None:
        """Raises PolicyError where anything is wrong."""
        if self.faults:
            raise PolicyError(self.faults)


@dataclass
class Place:
    source: Text
    node: yaml.Node

    @property
    def line(self) -> int:
        return self.node.start_mark.line + 1

    def fault(self, reason: str) -> None:
        self.source.faults.append(Fault(self.source.file, self.line, reason))

    def mapping(self, required: str = "", optional: str = "") -> dict[str, "Place"]:
        """The values of a mapping by key. Missing, repeated and unknown keys are faults.

        A required key that is missing stands for a place that reads as nothing and adds no further fault.
        """
        found: dict[str, Place] = {}
        known = {*required.split(), *optional.split()}
        for key, value in self.pairs():
            name = str(key.node.value) if isinstance(key.node, yaml.ScalarNode) else "?"
            if name not in known:
                key.fault(f"Unknown key “{name}” (known: {', '.join(sorted(known))})")
            elif name in found:
                key.fault(f"The key “{name}” stands here twice")
            else:
                found[name] = value
        for name in required.split():
            if name not in found:
                if isinstance(self.node, yaml.MappingNode):
                    self.fault(f"“{name}” is missing")
                found[name] = Place(
                    Text(self.source.file), yaml.ScalarNode("tag:yaml.org,2002:null", "", self.node.start_mark)
                )
        return found

    def pairs(self) -> list[tuple["Place", "Place"]]:
        """Keys and values of a mapping whose keys are free, both as places."""
        if not isinstance(self.node, yaml.MappingNode):
            self.fault("Expected keys and values")
            return []
        return [(Place(self.source, key), Place(self.source, value)) for key, value in self.node.value]

    def items(self) -> list["Place"]:
        if not isinstance(self.node, yaml.SequenceNode):
            self.fault("Expected a list")
            return []
        return [Place(self.source, node) for node in self.node.value]

    def text(self, limit: int = 4000) -> str:
        if not isinstance(self.node, yaml.ScalarNode) or self.node.tag.endswith(":null") or not self.node.value.strip():
            self.fault("Expected a text")
            return ""
        value = " ".join(self.node.value.split()) if limit <= 400 else self.node.value.strip()
        if len(value) > limit:
            self.fault(f"The text is longer than {limit} characters")
        return value

    def code(self) -> str:
        value = self.text()
        if value and not CODE.fullmatch(value):
            self.fault(f"“{value}” is no code: up to 40 letters, digits, “-” and “_”")
        return value

    def integer(self, low: int, high: int) -> int:
        value = self.text()
        if not re.fullmatch(r"-?\d{1,9}", value) or not low <= int(value) <= high:
            self.fault(f"“{value}” is not a whole number from {low} to {high}")
            return low
        return int(value)

    def boolean(self) -> bool:
        if not self.node.tag.endswith(":bool"):
            self.fault(f"“{self.node.value}” is neither true nor false")
            return False
        return self.node.value.lower() in ("true", "yes", "on")

    def date(self) -> date:
        value = self.text()
        try:
            if not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
                raise ValueError
            return date.fromisoformat(value)
        except ValueError:
            self.fault(f"“{value}” is not a date such as 2026-12-24")
            return date(2000, 1, 1)

    def words(self, limit: int = 4000) -> Words:
        """A text in English and German; both are required."""
        keys = self.mapping("en de")
        return Words(keys["en"].text(limit), keys["de"].text(limit))

    def choice(self, choices: tuple[str, ...]) -> str:
        value = self.text()
        if value not in choices:
            self.fault(f"“{value}” is unknown (known: {', '.join(choices)})")
            return choices[0]
        return value


def _sentence(error: yaml.MarkedYAMLError) -> str:
    return "This is not YAML: " + ", ".join(part for part in (error.context, error.problem) if part)
