"""The variables of snippets, in words."""

from __future__ import annotations

from agent_ui.words.languages import Words
from crm_core.snippets.domain import Variable


def variables(words: Words) -> dict[Variable, str]:
    return {
        Variable.CUSTOMER_NAME: words.gettext("the customer’s name"),
        Variable.CUSTOMER_ADDRESSED: words.gettext("how the customer is addressed, such as 林小姐"),
        Variable.AGENT_NAME: words.gettext("the agent’s name"),
        Variable.ORDER_NUMBER: words.gettext("number of the latest order"),
        Variable.INVOICE_NUMBER: words.gettext("number of the latest invoice"),
    }
