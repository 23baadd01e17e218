"""PostgreSQL and Redis that come by pip and live and die with the process that starts them (D5)."""

from __future__ import annotations

from contact_center.platform.embedded.errors import EmbeddedServerError as EmbeddedServerError
from contact_center.platform.embedded.places import runtime_dir_for as runtime_dir_for
from contact_center.platform.embedded.postgres import EmbeddedPostgres as EmbeddedPostgres
from contact_center.platform.embedded.postgres import Role as Role
from contact_center.platform.embedded.redis import EmbeddedRedis as EmbeddedRedis
