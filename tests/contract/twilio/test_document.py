from __future__ import annotations

from contact_center.demo.peers.carrier.contract import Contract

MESSAGES = "/2010-04-01/Accounts/AC" + "a" * 32 + "/Messages.json"


def test_a_good_request_has_no_faults(contract: Contract) -> None:
    body = "To=%2B14155552671&From=%2B15005550006&Body=Hi&StatusCallback=https%3A%2F%2Fd.example%2Fs%3Fm%3D1%23rc%3D5"
    assert contract.check("POST", MESSAGES, body=body).faults == ()
    assert contract.check("GET", MESSAGES, "To=%2B1&DateSent%3E=2026-01-01&PageSize=1000").faults == ()


def test_each_kind_of_slip_is_named(contract: Contract) -> None:
    verdict = contract.check(
        "POST", MESSAGES, body="From=%2B1&Attempt=soon&RiskCheck=perhaps&StatusCallback=nowhere&Body=a&Body=b&Bogus=1"
    )
    assert verdict.invalid == (
        "To is missing",
        "Attempt: 'soon' is not of type 'integer'",
        "RiskCheck: 'perhaps' is not one of ['enable', 'disable']",
        "StatusCallback is not an absolute URL",
        "Body is given 2 times",
    )
    assert verdict.unknown == ("unknown parameter Bogus",)


def test_paths_and_queries_are_checked(contract: Contract) -> None:
    assert contract.check("GET", "/2010-04-01/Nothing.json").operation is None
    assert contract.check("GET", MESSAGES.replace("ACa", "XXa")).invalid
    assert contract.check("GET", MESSAGES, "PageSize=1001").invalid
    assert contract.check("GET", MESSAGES, "Recipient=x").unknown == ("unknown query parameter Recipient",)


def test_arrays_of_form_fields_are_read_as_arrays(contract: Contract) -> None:
    body = "To=%2B1&MediaUrl=https%3A%2F%2Fa%2F1&MediaUrl=https%3A%2F%2Fa%2F2"
    assert contract.check("POST", MESSAGES, body=body).faults == ()


def test_answers_are_checked_where_the_document_lets_null_stand(contract: Contract) -> None:
    found = contract.find("POST", MESSAGES)
    assert found is not None
    assert contract.check_answer(found[0], 201, {"sid": None, "status": "queued"}) == ()
    assert contract.check_answer(found[0], 201, {"sid": "X", "status": "gone"})
    assert contract.check_answer(found[0], 400, {"code": 1, "message": "x", "more_info": "", "status": 400}) == ()
    assert contract.check_answer(found[0], 400, {"error": "x"})
    assert contract.check_answer(found[0], 204, None)


def test_twilios_own_examples_of_messages_pass(contract: Contract) -> None:
    messages = [o for o in contract.operations if "/Messages" in o.template]
    examples = [
        (operation, int(status), example["value"])
        for operation in messages
        for status, answer in operation.details["responses"].items()
        for example in answer.get("content", {}).get("application/json", {}).get("examples", {}).values()
    ]
    assert len(examples) > 20
    assert [contract.check_answer(*e) for e in examples if contract.check_answer(*e)] == []
