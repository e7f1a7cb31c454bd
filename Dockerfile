# A report made in a container that reaches no network, of a case that it cannot change:
#
#   docker build --tag forensics .
#   mkdir report
#   docker run --rm --network none --user "$(id -u):$(id -g)" \
#       --volume "$PWD/my-case:/case:ro" --volume "$PWD/report:/report" forensics report /case --out /report
#
# The network is needed to build, and then for ready-made files only, each held against its locked hash.
FROM python:3.13-slim

RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*

# As ./run does it: hexdump is the one library of which there is only the source.
WORKDIR /opt/forensics
COPY requirements-build.lock requirements.lock ./
RUN pip install --no-cache-dir --require-hashes --only-binary=:all: -r requirements-build.lock \
    && pip install --no-cache-dir --require-hashes --only-binary=:all: --no-binary=hexdump --no-build-isolation \
        --use-pep517 -r requirements.lock

COPY LICENSE NOTICE ./
COPY templates templates
COPY forensics forensics
RUN python -c 'import sysconfig; print("/opt/forensics", file=open(sysconfig.get_path("purelib") + "/forensics.pth", "w"))' \
    && python -m compileall -q forensics \
    && chmod -R a+rX . \
    && useradd --create-home analyst

USER analyst
WORKDIR /home/analyst
ENTRYPOINT ["python", "-I", "-m", "forensics"]
