"""Finding the submission that an address names, for whom it is."""

from sqlalchemy import Connection

from bouwsteen_service.problems import ProblemError
from forms_service.contexts import FormsContext
from forms_service.forms import Form
from forms_service.references import parse_reference
from forms_service.storage import form_documents, submissions
from forms_service.storage.submissions import Submission
from forms_service.submitting import form_of_text
from forms_service.visitors import Visitor


def find_own(context: FormsContext, visitor: Visitor, reference: str) -> tuple[Submission, Form]:
    """A submission of this visitor with its form. It raises a problem 404: somebody else's does not exist."""
    known = parse_reference(reference)
    with context.database.reading() as connection:
        found = submissions.find_submission(connection, known, visitor.owner) if known else None
        if found is None and known and visitor.principal is not None:
            found = submissions.find_submission(connection, known, visitor.browser_owner)
        return _with_form(connection, found)


def find_any(connection: Connection, reference: str) -> tuple[Submission, Form]:
    """A submission of anybody with its form, for clerks. It raises a problem 404."""
    known = parse_reference(reference)
    return _with_form(connection, submissions.find_submission(connection, known) if known else None)


def _with_form(connection: Connection, found: Submission | None) -> tuple[Submission, Form]:
    text = form_documents.find_form_text(connection, found.form_digest) if found else None
    if found is None or text is None:
        raise ProblemError(404, "no-such-submission", "There is no such submission.")
    return found, form_of_text(text)
