# pika-cloud with the dancers' page inside. Nothing is compiled or fetched when it starts.

FROM node:22-bookworm-slim AS page
WORKDIR /pika
COPY package.json package-lock.json ./
COPY ui/package.json ui/
COPY web/package.json web/
COPY tests/browser/package.json tests/browser/
RUN npm ci --ignore-scripts --workspace web --include-workspace-root
COPY web web
RUN npm run build --workspace web

FROM rust:1.95-bookworm AS program
WORKDIR /pika
COPY . .
COPY --from=page /pika/web/dist web/dist
RUN cargo build --release --locked --package pika-cloud \
    && install -d -o 65532 -g 65532 /data

# The C library and nothing else: no shell, no package manager.
FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=program /pika/target/release/pika-cloud /usr/local/bin/pika-cloud
COPY --from=program --chown=65532:65532 /data /data
USER 65532:65532
# Inside the container; compose.yaml says who reaches it.
ENV PIKA_LISTEN=0.0.0.0:3001 PIKA_LOG_FORMAT=json
EXPOSE 3001
VOLUME /data
ENTRYPOINT ["/usr/local/bin/pika-cloud"]
CMD ["serve"]
