package regions_test

import (
	"testing"
	"time"

	"lapak/internal/regions"
)

func TestAPromiseStandsStillOnDaysOfRest(t *testing.T) {
	t.Parallel()
	wib := time.FixedZone("WIB", 7*3600)
	at := func(day, hour int) time.Time { return time.Date(2026, time.August, day, hour, 0, 0, 0, wib) }
	rested := regions.Promise{RestDays: []string{"sunday"}, Holidays: []string{"08-17", "2026-08-20"}}
	for name, tt := range map[string]struct {
		promise                    regions.Promise
		came                       time.Time
		remindAt, acceptBy, sendBy time.Time
	}{
		"without days of rest":             {regions.Promise{}, at(15, 10), at(15, 22), at(16, 10), at(18, 10)},
		"hours of the region's own":        {regions.Promise{AcceptHours: 8, SendHours: 48}, at(11, 9), at(11, 13), at(11, 17), at(13, 9)},
		"in the middle of the week":        {rested, at(11, 10), at(11, 22), at(12, 10), at(14, 10)},
		"over a Sunday and a holiday":      {rested, at(15, 18), at(18, 6), at(18, 18), at(21, 18)}, // 16 is a Sunday, 17 and 20 are holidays
		"that comes on a Sunday":           {rested, at(16, 9), at(18, 12), at(19, 0), at(22, 0)},
		"where every day is one of rest":   {regions.Promise{RestDays: []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}}, at(15, 10), at(15, 22), at(16, 10), at(18, 10)},
		"at the last moment of a rest day": {rested, at(17, 0).Add(-time.Second), at(18, 12), at(19, 0), at(22, 0)},
	} {
		settings := regions.Settings{TimeZone: "Asia/Jakarta", Promise: tt.promise}
		acceptBy, remindAt := settings.AcceptBy(tt.came)
		sendBy := settings.SendBy(tt.came)
		for what, pair := range map[string][2]time.Time{"remind": {remindAt, tt.remindAt}, "accept": {acceptBy, tt.acceptBy}, "send": {sendBy, tt.sendBy}} {
			if !pair[0].Equal(pair[1]) {
				t.Errorf("%s: %s by %s, want %s", name, what, pair[0].In(wib), pair[1])
			}
		}
	}
}

func TestWorkdaysLeaveOutDaysOfRest(t *testing.T) {
	t.Parallel()
	wib := time.FixedZone("WIB", 7*3600)
	friday := time.Date(2026, time.August, 14, 10, 0, 0, 0, wib)
	settings := regions.Settings{TimeZone: "Asia/Jakarta", Promise: regions.Promise{RestDays: []string{"sunday"}, Holidays: []string{"08-17"}}}
	if got, want := settings.WorkdaysAfter(friday, 3), friday.AddDate(0, 0, 5); !got.Equal(want) {
		t.Errorf("three workdays after %s is %s, want %s", friday, got.In(wib), want)
	}
}
