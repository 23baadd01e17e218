"""Which tests a changed file concerns."""

from __future__ import annotations

from tools.touched import concerned, imported_by

IMPORTS = {
    "tests/unit/channels/email/test_parse.py": {"channels.email.parse"},
    "tests/integration/channels/email/test_poller.py": {"channels.email.poller"},
    "tests/integration/directory/test_keys.py": {"contact_center.directory.keys"},
    "tests/integration/agent_ui/test_signin.py": {"contact_center.directory", "contact_center.directory.service"},
    "tests/journeys/test_email.py": {"channels.email.poller"},
    "tests/browser/agent_ui/test_live.py": {"agent_ui.gallery"},
}


def test_tests_that_import_a_changed_module_or_stand_in_its_room_are_run() -> None:
    assert concerned(["channels/email/poller.py"], IMPORTS) == ["tests/integration/channels/email/test_poller.py"]
    assert concerned(["contact_center/directory/service.py"], IMPORTS) == [
        "tests/integration/agent_ui/test_signin.py",
        "tests/integration/directory/test_keys.py",
    ], "the importing one first"


def test_a_changed_test_is_run_and_so_is_a_journey_that_was_changed_itself() -> None:
    changed = ["tests/journeys/test_email.py", "tests/browser/agent_ui/test_live.py"]
    assert concerned(changed, IMPORTS) == ["tests/browser/agent_ui/test_live.py", "tests/journeys/test_email.py"]


def test_unit_tests_are_not_listed_as_all_of_them_run() -> None:
    assert concerned(["channels/email/parse.py", "tests/unit/channels/email/test_parse.py", "README.md"], IMPORTS) == [
        "tests/integration/channels/email/test_poller.py"
    ]


def test_a_name_imported_from_a_package_may_be_a_module_of_it() -> None:
    assert imported_by("import a.b\nfrom c import d") == {"a.b", "c", "c.d"}
