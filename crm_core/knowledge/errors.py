"""What can go wrong with articles."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class NoSuchArticle(NotFound):
    """There is no such article here."""


class NoSuchArticleVersion(NotFound):
    """The article has no version of this number."""


class NoSuchCategory(NotFound):
    """There is no such category of articles."""


class NoSuchArticleFile(NotFound):
    """The article has no such file."""


class NoSuchGap(NotFound):
    """There is no such search without a result."""


class NoHelpPage(NotFound):
    """This organisation has no articles for customers."""


class ArticleNeedsText(Invalid):
    """An article needs a title and a text in at least one language; whoever gives one gives the other."""


class ArticleTooLong(Invalid):
    """A title has at most 200 characters, a text 30,000."""


class CategoryNeedsName(Invalid):
    """A category has a name in at least one language, at most 80 characters."""


class TooManyCategories(Conflict):
    """There are as many categories as there may be."""


class NotAnArticleFile(Invalid):
    """A file of an article has at most 10 MB; an article has at most 20 of them."""


class NotAnArticlePage(Invalid):
    """`after` is what `next` of an earlier answer said."""


class ArticleChangedMeanwhile(Conflict):
    """Somebody else has saved this article since it was opened."""


class NotApproved(Conflict):
    """Only what is approved can be published."""


class NotADraft(Conflict):
    """This version is approved or published already."""


class NotPublished(Conflict):
    """The article is not published."""


class ArticleIsArchived(Conflict):
    """The article is archived; take it back first."""


class ArticleIsNotArchived(Conflict):
    """The article is not archived."""


class ForSupervisors(Forbidden):
    """What customers see is changed by a supervisor."""


class InsideOnly(Conflict):
    """This article is for colleagues, or not published: it is not sent to customers."""
