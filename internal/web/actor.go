package web

import (
	"context"
	"strings"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/identity"
)

// Actor is who asks; the zero Actor is a stranger.
func Actor(ctx context.Context) identity.Actor {
	actor, _ := ctx.Value(keyActor).(identity.Actor)
	return actor
}

// WithActor puts who asks into the context.
func WithActor(ctx context.Context, actor identity.Actor) context.Context {
	return context.WithValue(ctx, keyActor, actor)
}

// Authenticate finds out who asks: by bearer token, else by the session that the sessions' own middleware has loaded. A wrong token is
// refused rather than ignored, so that a program notices.
func Authenticate(refuse Refuse, accounts *identity.Service, sessions *scs.SessionManager) gin.HandlerFunc {
	return func(c *gin.Context) {
		ctx := c.Request.Context()
		actor := identity.SessionActor(ctx, sessions)
		if token, ok := strings.CutPrefix(c.GetHeader("Authorization"), "Bearer "); ok {
			var err error
			if actor, err = accounts.ActorByToken(ctx, token); err != nil {
				refuse(c, err)
				return
			}
		}
		c.Request = c.Request.WithContext(WithActor(ctx, actor))
		c.Next()
	}
}

// RequireAccount refuses strangers.
func RequireAccount(ctx context.Context) (identity.Actor, error) {
	actor := Actor(ctx)
	if actor.AccountID == uuid.Nil {
		return actor, apperr.New(apperr.Unauthenticated, "unauthenticated")
	}
	return actor, nil
}
