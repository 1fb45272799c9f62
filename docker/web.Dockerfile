# The web process: pages and LTI. It has no torch, parses no document and needs no GPU.
FROM python:3.11-slim AS build
WORKDIR /src
COPY setup.cfg pyproject.toml constraints.txt README.md LICENSE ./
COPY plugin plugin
COPY workers workers
COPY templates templates
RUN python -m venv /opt/caveat \
 && /opt/caveat/bin/pip install --no-cache-dir -c constraints.txt '.[s3]'

FROM python:3.11-slim
# By number, so that Kubernetes can tell that it is not root, and a volume can be given to it.
RUN groupadd --system --gid 10001 caveat \
 && useradd --system --uid 10001 --gid 10001 --create-home --home-dir /var/lib/caveat caveat
COPY --from=build /opt/caveat /opt/caveat
ENV PATH=/opt/caveat/bin:$PATH PYTHONUNBUFFERED=1 CAVEAT_DATA_DIR=/var/lib/caveat
USER 10001:10001
VOLUME /var/lib/caveat
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
CMD ["caveat", "web", "--bind", "0.0.0.0:8000", "--workers", "2"]
