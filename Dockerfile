# Two images: app (the default), and minio, the object store that compose.yaml starts.

FROM golang:1.26-bookworm AS go
ENV CGO_ENABLED=0

FROM go AS build-minio
# The community server is published as source only.
RUN go install -trimpath -ldflags='-s -w' github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c

FROM gcr.io/distroless/static-debian12:nonroot AS minio
COPY --from=build-minio /go/bin/minio /usr/local/bin/minio
EXPOSE 9000
ENTRYPOINT ["/usr/local/bin/minio"]
CMD ["server", "/data"]

FROM go AS build-app
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN go build -trimpath -ldflags='-s -w' -o /out/lapak ./cmd/lapak

# No shell, no package manager; certificates and time zones are in it. The user is nonroot (65532).
FROM gcr.io/distroless/static-debian12:nonroot AS app
COPY --from=build-app /out/lapak /usr/local/bin/lapak
ENV LAPAK_ADDR=:8080 LAPAK_ADMIN_ADDR=:9090
EXPOSE 8080 9090
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s CMD ["/usr/local/bin/lapak", "healthz"]
ENTRYPOINT ["/usr/local/bin/lapak"]
CMD ["serve"]
