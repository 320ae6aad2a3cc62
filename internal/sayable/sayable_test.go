package sayable_test

import (
	"testing"

	"lapak/internal/sayable"
)

func TestANumberCatchesASlip(t *testing.T) {
	for range 500 {
		digits, err := sayable.Digits(8)
		if err != nil || len(digits) != 8 || digits[0] == '0' {
			t.Fatalf("%q, %v", digits, err)
		}
		if got, ok := sayable.Read(digits[:4]+" - "+digits[4:], 8); !ok || got != digits {
			t.Fatalf("%s typed with a hyphen is %q, %v", digits, got, ok)
		}
		for i := range digits {
			wrong := []byte(digits)
			wrong[i] = '0' + (wrong[i]-'0'+1)%10
			if _, ok := sayable.Read(string(wrong), 8); ok {
				t.Fatalf("%s with a wrong digit is accepted as %s", digits, wrong)
			}
		}
	}
	for _, bad := range []string{"", "1234567", "123456789", "１２３４５６７８", "abcdefgh"} {
		if _, ok := sayable.Read(bad, 8); ok {
			t.Errorf("%q is accepted", bad)
		}
	}
}
