# One image for web, worker and beat: docker-compose.yml says which of them a container is.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /portal

COPY requirements.txt .
RUN pip install --require-hashes -r requirements.txt

COPY . .
RUN useradd --system --user-group --no-create-home --home-dir /portal portal \
    && SECRET_KEY=only-for-building python manage.py compile_translations \
    && SECRET_KEY=only-for-building python manage.py collectstatic --no-input --verbosity 0 \
    && mkdir -p /files && chown portal:portal /files

ENV FILES_DIR=/files
USER portal
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--no-ws", \
     "--workers", "2", "--blocking-threads", "6", "--respawn-failed-workers", "portal.wsgi:application"]
