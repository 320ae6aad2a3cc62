package festivals

import "time"

// Rotate puts a list into the order of a day: each day begins with the next item, so that over as many days as there are items each is
// first once, and in every other place once. The order depends on the list and the date alone: all visitors of a day see the same.
func Rotate[T any](items []T, day time.Time) []T {
	n := len(items)
	if n == 0 {
		return nil
	}
	date := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.UTC)
	first := int(((date.Unix()/int64(24*time.Hour/time.Second))%int64(n) + int64(n)) % int64(n))
	return append(append(make([]T, 0, n), items[first:]...), items[:first]...)
}
