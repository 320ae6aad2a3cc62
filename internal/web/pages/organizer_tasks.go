package pages

import (
	"context"
	"time"

	"lapak/internal/festivals"
	"lapak/internal/web"
	"lapak/internal/web/pages/view"
)

// selectionTasks is what giving the stalls asks of an organizer: applications, appeals and the draw.
func selectionTasks(ctx context.Context, s *Site, f festivals.Festival) ([]view.FestivalTask, error) {
	if f.State != festivals.Published || f.CloseAt == nil {
		return nil, nil
	}
	var tasks []view.FestivalTask
	base, now := organizerPath+"/festivals/"+f.Slug, time.Now()
	isClosed := !now.Before(*f.CloseAt)
	zones, err := s.Festivals.CountZones(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	waiting := 0
	for _, z := range zones {
		waiting += z.Submitted
	}
	switch {
	case waiting == 0:
	case f.Selection == festivals.ByCommittee:
		by := "organizer.task_applications_open"
		if isClosed {
			by = "organizer.task_applications_closed"
		}
		tasks = append(tasks, view.FestivalTask{
			Count: waiting, Title: text(ctx, "organizer.task_applications"), Deadline: text(ctx, by, "At", wib(ctx, *f.CloseAt)), Late: isClosed,
			Verb: text(ctx, "organizer.verb_applications"), URL: base + "/applications",
		})
	case isClosed:
		draw, err := s.Festivals.FindDraw(ctx, f.ID)
		if err != nil {
			return nil, err
		}
		if draw.At != nil && draw.Key == "" {
			tasks = append(tasks, view.FestivalTask{
				Title: text(ctx, "organizer.task_draw"), Deadline: text(ctx, "stall.draw_at", "At", wib(ctx, *draw.At)), Late: !now.Before(*draw.At),
				Verb: text(ctx, "organizer.verb_draw"), URL: festivalsPath + "/" + f.Slug + "/draw",
			})
		}
	}
	appeals, err := s.Festivals.ListAppeals(ctx, web.Actor(ctx))
	if err != nil {
		return nil, err
	}
	open := 0
	for _, a := range appeals {
		if a.FestivalID == f.ID {
			open++
		}
	}
	if open > 0 {
		tasks = append(tasks, view.FestivalTask{
			Count: open, Title: text(ctx, "organizer.task_appeals"), Deadline: text(ctx, "organizer.task_appeals_by"), Verb: text(ctx, "organizer.verb_appeals"),
			URL: base + "/applications?state=" + openAppeals,
		})
	}
	return tasks, nil
}
