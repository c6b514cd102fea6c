# The packages in a stage of their own: what installing needs stays behind.
FROM python:3.11-slim AS packages
COPY requirements.lock /
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement /requirements.lock

FROM python:3.11-slim
RUN install --directory --owner 101 --group 101 /data
COPY --from=packages /venv /venv
WORKDIR /app
COPY weights weights
COPY core core
COPY bot bot
# What is downloaded (weights of UForm's and DeepFace's models) is kept with the galleries, over new images.
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/data/cache \
    HF_HOME=/data/cache/huggingface \
    DEEPFACE_HOME=/data/cache \
    DATA_DIR=/data/galleries
# Nobody in particular, and not root; compose.yaml's Bot API server has the same.
USER 101:101
VOLUME /data
CMD ["python", "-m", "bot"]
