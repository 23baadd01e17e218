"""A template is compiled once for a process, whatever the language: a page of the console takes a second of it.

What is compiled depends on the source and on how environments are set up, which is the same for all of them
(`agent_ui.frame.render`). Jinja works out filters of constants while it compiles; so a filter that differs between
environments takes the context (`pass_context`), which keeps it from being one of those.
"""

from __future__ import annotations

from functools import cache
from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class CompiledTemplates(BytecodeCache):
    """By place and content: a source that has changed is another one."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._code[bucket.key, bucket.checksum] = bucket.code


@cache
def compiled_templates() -> CompiledTemplates:
    """Those of this process."""
    return CompiledTemplates()
