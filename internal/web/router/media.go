package router

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/media"
	"lapak/internal/web"
)

// registerMedia serves pictures. A key names its content, so whoever has it may keep it for ever.
func registerMedia(engine *gin.Engine, pictures *media.Service, refuse web.Refuse) {
	serve := func(c *gin.Context) {
		object, err := pictures.Open(c.Request.Context(), c.Param("key"))
		if apperr.KindOf(err) == apperr.Invalid {
			err = apperr.NewNotFound("not_found")
		}
		if err != nil {
			refuse(c, err)
			return
		}
		defer func() { _ = object.Close() }()
		c.Header("Content-Type", object.ContentType)
		c.Header("Cache-Control", "public, max-age=31536000, immutable")
		c.Header("ETag", `"`+object.Key+`"`)
		http.ServeContent(c.Writer, c.Request, "", object.ModTime, object)
	}
	engine.GET("/media/:key", serve)
	engine.HEAD("/media/:key", serve)
}
