import { App, Duration, Stack } from 'aws-cdk-lib';
import { PaymentLinks } from 'pockyt-payment-links';

/** A shop's own CDK app, with payment links as one of its parts. */
const app = new App();
const shop = new Stack(app, 'Shop');

const payments = new PaymentLinks(shop, 'Payments', {
  stage: 'shop',
  environment: 'sandbox',
  callbackUrl: 'https://shop.example.com/thanks?order={reference}',
  timeout: Duration.minutes(30),
  throttles: { create: { rate: 20, burst: 40 } },
});

// What the shop's back end needs to know.
shop.exportValue(payments.url, { name: 'PaymentLinksUrl' });
