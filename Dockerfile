# Two images of one checkout: `server` answers the API, `worker` measures and has the engines' environments in it.
#   docker build --target server -t photofinish-server .
#   docker build --target worker -t photofinish-worker .

FROM node:22.23.3-bookworm-slim AS build
RUN apt-get update \
  && apt-get install -y --no-install-recommends build-essential python3 \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/photofinish
COPY . .
# As from any bare clone; then without what only compiling and testing need.
RUN node scripts/bootstrap.mjs \
  && npm prune --omit=dev --ignore-scripts --no-audit \
  && rm -rf /root/.npm /root/.cache

FROM node:22.23.3-bookworm-slim AS server
ENV NODE_ENV=production \
  NODE_OPTIONS=--max-semi-space-size=64 \
  HOST=0.0.0.0 \
  PHOTOFINISH_AUTH=tokens \
  PHOTOFINISH_DATA_DIR=/var/lib/photofinish \
  PHOTOFINISH_LOCK_DIR=/var/lib/photofinish-lock \
  PHOTOFINISH_CACHE_DIR=/opt/photofinish-engines
# Volumes that are mounted here belong to whoever the folder belonged to.
RUN install -d -o node -g node /var/lib/photofinish /var/lib/photofinish-lock /opt/photofinish-engines
COPY --from=build /opt/photofinish /opt/photofinish
WORKDIR /opt/photofinish
USER node
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "deploy/ready.mjs"]
ENTRYPOINT ["node", "dist/src/main.js"]
CMD ["serve", "--no-worker"]

FROM server AS worker
USER root
RUN apt-get update \
  && apt-get install -y --no-install-recommends build-essential procps python3 python3-dev python3-venv \
  && rm -rf /var/lib/apt/lists/*
# TensorFlow's addon for Node is built among its package's files.
RUN chown -R node:node node_modules/@tensorflow
USER node
# Gigabytes; nothing is downloaded when a host starts, and every host of this image has the same engines.
RUN node dist/src/main.js setup
CMD ["worker"]
