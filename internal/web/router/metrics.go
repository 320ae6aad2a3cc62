package router

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jmoiron/sqlx"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"lapak/internal/jobs"
)

var requests = prometheus.NewHistogramVec(prometheus.HistogramOpts{
	Name: "lapak_http_request_seconds", Help: "Requests by route and status, with their duration.",
	Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
}, []string{"method", "route", "status"})

// measure counts every request under its route, never under its address: addresses are without number.
func measure() gin.HandlerFunc {
	return func(c *gin.Context) {
		start := time.Now()
		c.Next()
		route, method := c.FullPath(), c.Request.Method
		if route == "" {
			route, method = "none", "any"
		}
		requests.WithLabelValues(method, route, strconv.Itoa(c.Writer.Status())).Observe(time.Since(start).Seconds())
	}
}

const jobsTimeout = 2 * time.Second

// Metrics is the handler of the admin address: requests, the database pool, jobs by state, the process. It is for operators only.
func Metrics(db *sqlx.DB) http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		requests, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		collectors.NewDBStatsCollector(db.DB, "lapak"), jobCollector{db},
	)
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError}))
	return mux
}

// jobCollector asks for the jobs when it is scraped.
type jobCollector struct{ db *sqlx.DB }

var jobsDescription = prometheus.NewDesc("lapak_jobs", "Jobs by state.", []string{"state"}, nil)

// Describe names what Collect gives.
func (jobCollector) Describe(to chan<- *prometheus.Desc) { to <- jobsDescription }

// Collect counts the jobs; where the database does not answer, the counts are missing.
func (j jobCollector) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), jobsTimeout)
	defer cancel()
	counts, err := jobs.CountByState(ctx, j.db)
	if err != nil {
		to <- prometheus.NewInvalidMetric(jobsDescription, err)
		return
	}
	for state, n := range counts {
		to <- prometheus.MustNewConstMetric(jobsDescription, prometheus.GaugeValue, float64(n), state)
	}
}
