import { synthesize, synthesizeTogether } from '#tools/harness/template.ts';

describe('the stack', () => {
  it('belongs to no account or region, and is named after its stage', () => {
    const { stack, template } = synthesize({ stage: 'shop' });
    expect(stack.stackName).toBe('PaymentLinks-shop');
    expect(stack.environment).toBe('aws://unknown-account/unknown-region');
    expect(JSON.stringify(template.toJSON())).not.toMatch(/\b[a-z]{2}-[a-z]+-[0-9]/);
  });

  it('says where everything is', () => {
    const { Outputs } = synthesize().template.toJSON();
    expect(Object.keys(Outputs).sort()).toEqual([
      'AlarmTopicArn',
      'ApiKeysSecretName',
      'ApiUrl',
      'CredentialsSecretName',
      'EventBusName',
      'IpnUrl',
      'PaymentsTableName',
      'UnmatchedTableName',
    ]);
    const endpoint = { 'Fn::GetAtt': [expect.stringMatching(/^ApiHttp/), 'ApiEndpoint'] };
    expect(Outputs.ApiUrl.Value).toEqual(endpoint);
    expect(Outputs.IpnUrl.Value).toEqual({ 'Fn::Join': ['', [endpoint, '/ipn']] });
    expect(Outputs.CredentialsSecretName.Value).toBe('payment-links/dev/pockyt-credentials');
    expect(Outputs.ApiKeysSecretName.Value).toBe('payment-links/dev/api-keys');
  });

  it('says the IPN address that it sends when it has a public one', () => {
    const { Outputs } = synthesize({ publicUrl: 'https://pay.example.com' }).template.toJSON();
    expect(Outputs.IpnUrl.Value).toBe('https://pay.example.com/ipn');
  });

  it('stands beside that of another stage and shares no name with it', () => {
    const [shop, outlet] = synthesizeTogether({ stage: 'shop' }, { stage: 'outlet' });
    expect([shop?.stack.stackName, outlet?.stack.stackName]).toEqual([
      'PaymentLinks-shop',
      'PaymentLinks-outlet',
    ]);
    const names = [shop, outlet].flatMap((stage) =>
      [...(stage?.resources.values() ?? [])].flatMap(({ Type, Properties }) =>
        ['Name', 'LogGroupName', 'AlarmName', 'DashboardName'].flatMap((key) => {
          const name = Properties[key];
          return typeof name === 'string' && name !== 'Merchants' ? [`${Type} ${name}`] : [];
        }),
      ),
    );
    expect(names.length).toBeGreaterThan(50);
    expect(new Set(names).size).toBe(names.length);
  });
});
