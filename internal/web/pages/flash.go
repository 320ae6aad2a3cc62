package pages

import (
	"context"
	"encoding/json"

	"lapak/internal/i18n"
	"lapak/internal/web/pages/view"
)

const keyFlashes = "flashes"

// say leaves a sentence for the next page that the person sees.
func (s *Site) say(ctx context.Context, f view.Flash) {
	list := append(s.waitingFlashes(ctx), f)
	text, err := json.Marshal(list)
	if err != nil {
		return // strings always marshal
	}
	s.Sessions.Put(ctx, keyFlashes, string(text))
}

func (s *Site) sayText(ctx context.Context, key string) {
	s.say(ctx, view.Flash{Text: i18n.Text(ctx, key)})
}

func (s *Site) waitingFlashes(ctx context.Context) (list []view.Flash) {
	if text := s.Sessions.GetString(ctx, keyFlashes); text != "" {
		_ = json.Unmarshal([]byte(text), &list) // what we wrote ourselves, or nothing
	}
	return list
}

// takeFlashes gives what is to be said and forgets it.
func (s *Site) takeFlashes(ctx context.Context) []view.Flash {
	list := s.waitingFlashes(ctx)
	if list != nil {
		s.Sessions.Remove(ctx, keyFlashes)
	}
	return list
}
