"""The containers are the same five parts, with settings that the portal reads, and a database role that is modest."""

import re

import pytest
import yaml

from launch.places import CHECKOUT

SETTINGS = set(re.findall(r'\benv(?:\.\w+)?\(\s*"([A-Z_]+)"', (CHECKOUT / "portal" / "settings.py").read_text()))


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())["services"]


def test_the_five_parts_a_mail_catcher_and_a_preparation_are_there(compose):
    assert set(compose) == {"database", "broker", "web", "worker", "beat", "mail", "prepare"}


@pytest.mark.parametrize("service", ["prepare", "web", "worker", "beat"])
def test_each_container_of_the_portal_sets_only_what_the_settings_read(compose, service):
    environment = set(compose[service]["environment"])
    assert environment <= SETTINGS
    assert {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "PORTAL_URL", "ALLOWED_HOSTS"} <= environment
    assert compose[service]["image"] == "partner-support-portal"


@pytest.mark.parametrize("service", ["web", "worker", "beat"])
def test_nothing_starts_before_the_database_is_prepared(compose, service):
    assert compose[service]["depends_on"] == {"prepare": {"condition": "service_completed_successfully"}}
    assert compose["prepare"]["depends_on"]["database"] == {"condition": "service_healthy"}


def test_no_port_is_open_to_other_machines(compose):
    ports = [port for service in compose.values() for port in service.get("ports", [])]
    assert len(ports) == 2
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_login_role_is_no_superuser_and_the_scope_roles_are_the_repositorys(compose):
    script = (CHECKOUT / "docker" / "database.sh").read_text()
    assert "CREATE ROLE portal LOGIN NOSUPERUSER NOBYPASSRLS" in script
    mounts = dict(mount.split(":")[:2] for mount in compose["database"]["volumes"] if mount.startswith("./"))
    assert mounts["./tenants/sql/roles.sql"] == "/roles.sql"
    assert "--file /roles.sql" in script
    assert all((CHECKOUT / path).is_file() for path in mounts)


def test_the_image_installs_with_hashes_and_does_not_run_as_root():
    lines = (CHECKOUT / "Dockerfile").read_text().splitlines()
    assert "RUN pip install --require-hashes -r requirements.txt" in lines
    assert [line for line in lines if line.startswith("USER ")] == ["USER portal"]


def test_no_secret_has_a_default(compose):
    text = (CHECKOUT / "docker-compose.yml").read_text()
    for name in ("SECRET_KEY", "DATABASE_PASSWORD"):
        assert f"${{{name}:-" not in text
        assert f"${{{name}:?" in text
