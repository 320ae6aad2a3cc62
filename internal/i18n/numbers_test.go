package i18n

import "testing"

func TestNumbersAreReadInThousands(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64][2]string{
		0: {"0", "0"}, 999: {"999", "999"}, 1000: {"1.000", "1,000"}, 1234567: {"1.234.567", "1,234,567"}, -100: {"-100", "-100"}, -45000: {"-45.000", "-45,000"},
	} {
		if id, en := Number(Indonesian, n), Number(English, n); id != want[0] || en != want[1] {
			t.Errorf("%d is %q and %q", n, id, en)
		}
	}
}
