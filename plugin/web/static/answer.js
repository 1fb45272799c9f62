// The answer to the LMS goes on by itself; the button stays for whoever comes back to this page.
document.querySelector("form[data-self]").submit();
