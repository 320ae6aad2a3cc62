// Package hooks takes the calls of payment providers. A call is checked and stored; what it means is worked out by a job, so that the
// provider is answered at once.
package hooks

import (
	"errors"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/payments"
	"lapak/internal/web"
)

const maxBytes = 64 << 10

// Register mounts the webhook of every method that is offered; one that is not is 404.
func Register(engine *gin.Engine, service *payments.Service) {
	engine.POST("/webhooks/:method", func(c *gin.Context) {
		if err := receive(c.Writer, c.Request, service, c.Param("method")); err != nil {
			web.WriteProblem(c.Writer, c.Request, err)
			return
		}
		c.Status(http.StatusNoContent)
	})
}

func receive(w http.ResponseWriter, r *http.Request, service *payments.Service, method string) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBytes)) // as sent: the signature is over these bytes
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return apperr.Wrap(err, apperr.TooLarge, "body_too_large")
	case err != nil:
		return apperr.Wrap(err, apperr.BadRequest, "malformed_json")
	}
	return service.Receive(r.Context(), method, payments.Delivery{Header: r.Header, Body: body})
}
