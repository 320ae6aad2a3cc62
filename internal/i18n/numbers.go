package i18n

import "strconv"

// Number writes a whole number with its thousands apart: "12.400" in Indonesian, "12,400" in English.
func Number(lang string, n int64) string {
	separator := byte('.')
	if Pick(lang) == English {
		separator = ','
	}
	digits := strconv.FormatInt(n, 10)
	var out []byte
	for i := range len(digits) {
		if left := len(digits) - i; i > 0 && left%3 == 0 && digits[i-1] != '-' {
			out = append(out, separator)
		}
		out = append(out, digits[i])
	}
	return string(out)
}
