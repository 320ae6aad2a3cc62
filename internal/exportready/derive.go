package exportready

import (
	"regexp"
	"strconv"
	"strings"

	"lapak/internal/exportready/rulebook"
)

// share is a fibre with its part of the whole at the end: "katun 60", "cotton 60%".
var share = regexp.MustCompile(`\s([0-9]{1,3})\s*%?$`)

// derived are the facts that follow from what is filled in.
func derived(class string, filled rulebook.Facts) rulebook.Facts {
	facts := rulebook.Facts{"export_class": class}
	if gtin, ok := filled["gtin13"].(string); ok {
		facts["gtin_valid"] = validGTIN13(gtin)
	}
	if btki, ok := filled["btki8"].(string); ok && btki != "" {
		hs6, _ := filled["hs6"].(string)
		facts["btki_fits_hs6"] = strings.HasPrefix(btki, hs6)
	}
	if fibres, ok := filled["fibres"].([]string); ok {
		sum := int64(0)
		for _, fibre := range fibres {
			if part := share.FindStringSubmatch(fibre); part != nil {
				percent, _ := strconv.ParseInt(part[1], 10, 64)
				sum += percent
			}
		}
		facts["fibre_pct_sum"] = sum
	}
	return facts
}
