package web

import "github.com/gin-gonic/gin"

// Refuse answers what is turned away before a handler of a face is reached, and ends the request's chain.
type Refuse func(c *gin.Context, err error)

// RefuseByProblem is the Refuse of programs: problem+json.
func RefuseByProblem(c *gin.Context, err error) {
	WriteProblem(c.Writer, c.Request, err)
	c.Abort()
}
