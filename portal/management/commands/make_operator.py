"""Makes a person the operator of the installation, or ends it: they see how the sweeps stand, and nobody's rows."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from tenants.models import Person
from tenants.scope import unscoped


class Command(BaseCommand):
    help = "Lets a person see the operator's page; they need no membership. Who is not known yet is added with --name."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--name", help="adds the person under this name; they set a password by 'Forgotten?'")
        parser.add_argument("--end", action="store_true", help="takes it away again")

    def handle(self, *args, email, name, end, **options):
        with unscoped("an operator is made by a command"):
            person = Person.objects.filter(email=email.lower()).first()
            if person is None and (end or not name):
                hint = "" if end else ". Add them with --name 'First Last'."
                raise CommandError(f"Nobody has the address {email}{hint}")
            if person is None:
                person = Person.objects.create_user(_address(email), name=_name(name))
            person.is_operator = not end
            person.save(update_fields=["is_operator"])
        self.stdout.write(f"{person.name} {'no longer sees' if end else 'sees'} the operator's page")


def _address(email: str) -> str:
    try:
        validate_email(email)
    except ValidationError:
        raise CommandError(f"{email!r} is no email address") from None
    return email


def _name(text: str) -> str:
    """What people are called on pages and in mails: one line, as long as the column."""
    name, longest = " ".join(text.split()), Person._meta.get_field("name").max_length
    if not name or len(name) > longest:
        raise CommandError(f"A name has 1 to {longest} letters")
    return name
