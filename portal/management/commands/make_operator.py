"""Makes a person the operator of the installation, or ends it: they see how the sweeps stand, and nobody's rows."""

from django.core.management.base import BaseCommand, CommandError

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
            if person is None and not name:
                raise CommandError(f"Nobody has the address {email}. Add them with --name 'First Last'.")
            if person is None:
                person = Person.objects.create_user(email, name=name)
            person.is_operator = not end
            person.save(update_fields=["is_operator"])
        self.stdout.write(f"{person.name} {'no longer sees' if end else 'sees'} the operator's page")
