/** What the customers of the small shop see. `idOf` finds an endpoint by its name. */
export function demoPage(idOf) {
  const component = (name, endpoints = [name], more = {}) => ({
    name,
    endpointIds: endpoints.map((one) => idOf.get(one)),
    ...more,
  });
  return {
    slug: "acme",
    title: "Acme Shop",
    isDefault: true,
    groups: [
      {
        name: "Shop",
        components: [
          component("Website", ["Website", "상품 이미지 CDN"], { showLatency: true }),
          component("Checkout", ["Checkout API", "결제 게이트웨이"], {
            description: "Paying by card and by bank transfer",
          }),
          component("Search"),
          component("Orders", ["주문 내역"]),
        ],
      },
      {
        name: "Accounts and help",
        components: [
          component("Login"),
          component("Documentation", ["Documentation", "Old blog"]),
          component("Support", ["고객센터"]),
          { name: "Phone", status: "UP", description: "On weekdays from 9 to 17 h" },
        ],
      },
    ],
  };
}
