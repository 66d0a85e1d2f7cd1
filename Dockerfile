# The chat server as an image: compiled in one stage, run in another that has neither compiler nor test tools.
# Plain instructions only, so that engines without BuildKit build it too.

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No package that is needed here runs anything when it is installed, so none may.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json tsconfig.tools.json ./
COPY src ./src
COPY web ./web
COPY scripts/buildPage.mjs ./scripts/
RUN npm run build
COPY testkit ./testkit
COPY ops/demo ./ops/demo
RUN npm run build:tools && mv build /tools

FROM node:24.21.0-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

# The crowd that fills the dashboard: docker compose run --rm demo
FROM node:24.21.0-bookworm-slim AS demo
COPY --from=build /tools /tools
USER node
ENTRYPOINT ["node", "/tools/ops/demo/main.js"]

FROM node:24.21.0-bookworm-slim
LABEL org.opencontainers.image.title="rxchat" \
      org.opencontainers.image.description="A chat server for nc, telnet and browsers, written as one reactive stream with RxJS" \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production
WORKDIR /app
# All of it belongs to root: the server can read its program and change nothing.
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ops/docker/healthcheck.mjs ./
# For --data: a volume that is mounted here for the first time takes over whose it is.
RUN mkdir -m 0700 /data && chown node:node /data
VOLUME /data
USER node
EXPOSE 5000 9090
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=5s --start-period=10s --retries=3 CMD ["node", "/app/healthcheck.mjs"]
ENTRYPOINT ["node", "/app/dist/server.js"]
