package region

import (
	"slices"
	"strconv"
)

// festivals checks the recurring festivals: each has a rule that dates it, and says how sure its source is.
func (c *checker) festivals() {
	c.file = "festivals.csv"
	keys := map[string]bool{}
	for _, f := range c.pack.Facts.Festivals {
		c.once(keys, f.Row, "key", f.Key)
		c.filled(f.Row, "name", f.Name)
		c.filled(f.Row, "source", f.Source)
		c.need(slices.Contains([]string{"fixed", "fixed_ish", "varies", "hijri"}, f.Rule), f.Row, "rule", "unknown_rule", f.Rule)
		c.need(slices.Contains([]string{"sourced", "partial", "unverified"}, f.Confidence), f.Row, "confidence", "unknown_confidence", f.Confidence)
		isHijri := f.Rule == "hijri"
		c.need(isHijri == (f.Month == 0) && f.Month >= 0 && f.Month <= 12, f.Row, "typical_month", "bad_month", strconv.Itoa(f.Month))
		c.need(isHijri == (f.HijriRule != ""), f.Row, "hijri_rule", "missing_rule", f.HijriRule)
	}
}
