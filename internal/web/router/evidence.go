package router

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/exportready"
	"lapak/internal/web"
)

// registerEvidence opens the papers of shops behind links that last a few minutes and work for who asked for them only. Nothing on the
// way may keep a copy, and whatever a file holds runs nowhere.
func registerEvidence(engine *gin.Engine, papers *exportready.Service, refuse web.Refuse, who gin.HandlerFunc) {
	engine.GET("/evidence/:id/file", who, func(c *gin.Context) {
		ctx := c.Request.Context()
		id, err := uuid.Parse(c.Param("id"))
		if err != nil {
			refuse(c, apperr.NewNotFound("evidence_not_found"))
			return
		}
		file, err := papers.Open(ctx, web.Actor(ctx), id, c.Query("expires"), c.Query("token"))
		if err != nil {
			refuse(c, err)
			return
		}
		defer func() { _ = file.Close() }()
		c.Header("Content-Type", file.ContentType)
		c.Header("Content-Disposition", "inline")
		c.Header("Cache-Control", "private, no-store")
		c.Header("X-Content-Type-Options", "nosniff")
		c.Header("Content-Security-Policy", policyOf(file.ContentType))
		http.ServeContent(c.Writer, c.Request, "", file.ModTime, file)
	})
}

// policyOf lets nothing in a file run or load. A browser shows no PDF within a sandbox, but its own viewer is one.
func policyOf(contentType string) string {
	if contentType == "application/pdf" {
		return "default-src 'none'"
	}
	return "default-src 'none'; sandbox"
}
