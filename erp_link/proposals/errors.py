"""What can go wrong with proposals."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class NoSuchProposal(NotFound):
    """There is no such proposal here."""


class NotOfferedByErp(Conflict):
    """This ERP does not take such acts: it lacks our module, or the one that does such things."""


class ErpSaysNo(Conflict):
    """The ERP refuses; its words are the detail."""


class ErpDoesNotAnswer(Conflict):
    """The ERP could not be asked whether it would do this. Nothing was done."""


class NotTheirRecord(Conflict):
    """The record is not this customer's, or the ERP does not know the customer."""


class ProposalFieldMissing(Invalid):
    """Something that this act needs was not said, or makes no sense."""


class LimitMakesNoSense(Invalid):
    """A sum of several must be at least what one person decides at once; each kind and currency has one limit, of 1 to
    366 days; and only supervisors and administrators agree to what is over it."""


class NoSuchLimit(NotFound):
    """There is no limit for this kind of act in this currency."""


class NotForThisReleaser(Forbidden):
    """The limit names others, who agree to what is over it."""


class NoBillingAddress(Conflict):
    """The ERP has no e-mail address for this customer's invoices. Enter it there; an invoice goes to no other."""


class BillingAddressChanged(Conflict):
    """The ERP has another address for this customer's invoices by now. Nothing was sent; look again."""


class NoInvoicePrint(Conflict):
    """The ERP gives no PDF of this invoice."""


class NoMailboxForIt(Conflict):
    """No mailbox of ours is in use from which it could go out."""


class ProposalOver(Conflict):
    """The proposal has gone on meanwhile; look at how it stands."""


class CannotUndo(Conflict):
    """The ERP cannot take this back, or it was taken back already."""


class RefundedByCase(Conflict):
    """The case has a refund of its own: the same money is not given twice."""
