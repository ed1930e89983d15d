# docker build -t agreement-facts . && docker run -p 8000:8000 agreement-facts
# The database is SQLite in the volume; AGREEMENT_FACTS_DATABASE_URL names another one.

FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PATH=/opt/venv/bin:$PATH
RUN python -m venv /opt/venv
WORKDIR /opt/agreement-facts
# The lock alone comes first, so that a change of the code does not install everything again.
COPY requirements.lock ./
RUN pip install --require-hashes -r requirements.lock
COPY LICENSE README.md pyproject.toml requirements.in requirements-charts.in requirements-formats.in requirements-parquet.in ./
COPY app app
COPY migrations migrations
COPY seed seed
RUN pip install --no-deps --no-build-isolation -e . \
    && python -m compileall -q app migrations

FROM python:3.13-slim
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    AGREEMENT_FACTS_DATABASE_URL=sqlite:////var/lib/agreement-facts/agreement-facts.db
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin agreement-facts \
    && install --directory --owner=agreement-facts --group=agreement-facts /var/lib/agreement-facts
COPY --from=build /opt/venv /opt/venv
COPY --from=build /opt/agreement-facts /opt/agreement-facts
WORKDIR /opt/agreement-facts
USER 10001
VOLUME /var/lib/agreement-facts
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["agreement-facts", "serve", "--host", "0.0.0.0"]
