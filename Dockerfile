# What the bot needs and nothing that builds it: compilers and pip's caches stay in the first stage.
FROM python:3.11-slim-bookworm AS packages
COPY requirements.lock /tmp/requirements.lock
RUN python -m venv /opt/bot \
 && /opt/bot/bin/pip install --no-cache-dir --disable-pip-version-check --only-binary :all: --require-hashes \
    --requirement /tmp/requirements.lock \
 && /opt/bot/bin/python -m compileall -q /opt/bot/lib \
 && /opt/bot/bin/pip uninstall --yes --quiet pip setuptools

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --user-group --home-dir /nonexistent --shell /usr/sbin/nologin bot \
 && install --directory --owner bot --group bot --mode 0700 /data
COPY --from=packages /opt/bot /opt/bot
WORKDIR /app
COPY manifest.yml ./
COPY bot ./bot
# Tokens, keys and the signing secret are given when the container starts, never built in.
ENV PATH=/opt/bot/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DATABASE_URL=sqlite:////data/bot.db \
    PORT=3000
USER bot
VOLUME /data
EXPOSE 3000
# Asked on loopback and without urllib, which would go through a proxy if the environment names one.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-c", "import http.client, os, sys; c = http.client.HTTPConnection('127.0.0.1', int(os.environ['PORT']), timeout=4); c.request('GET', '/healthz'); sys.exit(c.getresponse().status != 200)"]
CMD ["python", "-m", "bot", "serve"]
