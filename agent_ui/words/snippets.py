"""The variables of snippets, in words."""

from __future__ import annotations

from agent_ui.words.languages import Words
from crm_core.snippets.domain import Variable


def variables(words: Words) -> dict[Variable, str]:
    return {
        Variable.CUSTOMER_NAME: words.gettext("the customer’s name"),
        Variable.CUSTOMER_ADDRESSED: words.gettext("how the customer is addressed, such as 林小姐"),
        Variable.AGENT_NAME: words.gettext("the agent’s name"),
        Variable.AGENT_TITLE: words.gettext("the agent’s title"),
        Variable.AGENT_TEAM: words.gettext("the agent’s team"),
        Variable.AGENT_PHONE: words.gettext("the agent’s telephone"),
        Variable.AGENT_EMAIL: words.gettext("the agent’s e-mail address"),
        Variable.QUEUE_NAME: words.gettext("name of the queue"),
        Variable.COMPANY_NAME: words.gettext("name of the company"),
        Variable.COMPANY_ADDRESS: words.gettext("address of the company"),
        Variable.CASE_NUMBER: words.gettext("number of the case"),
        Variable.ORDER_NUMBER: words.gettext("number of the latest order"),
        Variable.INVOICE_NUMBER: words.gettext("number of the latest invoice"),
    }
