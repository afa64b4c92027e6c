// What others need in the same Chromium for a CA, a server's and a client's
// certificate with alternative names and extended key usages. Each function
// runs inside the page and gives milliseconds.

// node-forge; it knows no P-256 at all. Keys come from the browser's WebCrypto,
// which forge uses where it can.
export async function nodeForge() {
  const { forge } = globalThis;
  const pair = () =>
    new Promise((resolve, reject) =>
      forge.pki.rsa.generateKeyPair({ bits: 2048 }, (error, keys) => (error ? reject(error) : resolve(keys))),
    );
  const began = performance.now();
  const name = (value) => [{ name: 'commonName', value }];
  const issue = (subject, keys, issuer, signer, extensions) => {
    const certificate = forge.pki.createCertificate();
    certificate.publicKey = keys.publicKey;
    certificate.serialNumber = '01';
    certificate.validity.notAfter.setFullYear(certificate.validity.notBefore.getFullYear() + 2);
    certificate.setSubject(name(subject));
    certificate.setIssuer(name(issuer));
    certificate.setExtensions(extensions);
    certificate.sign(signer.privateKey, forge.md.sha256.create());
    return forge.pki.certificateToPem(certificate) + forge.pki.privateKeyToPem(keys.privateKey);
  };
  const [ca, server, client] = [await pair(), await pair(), await pair()];
  issue('root', ca, 'root', ca, [{ name: 'basicConstraints', cA: true }, { name: 'keyUsage', keyCertSign: true, cRLSign: true }]);
  const names = { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }, { type: 7, ip: '127.0.0.1' }] };
  issue('server', server, 'root', ca, [names, { name: 'extKeyUsage', serverAuth: true, clientAuth: true }]);
  issue('client', client, 'root', ca, [names, { name: 'extKeyUsage', clientAuth: true }]);
  return performance.now() - began;
}

// @peculiar/x509, all of whose cryptography is the browser's WebCrypto.
export async function peculiar(algorithm) {
  const { x509 } = globalThis;
  const parameters = {
    'ecdsa-p256': { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
    'rsa-2048': {
      name: 'RSASSA-PKCS1-v1_5',
      modulusLength: 2048,
      publicExponent: new Uint8Array([1, 0, 1]),
      hash: 'SHA-256',
    },
  }[algorithm];
  const pem = async (key) => x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
  const began = performance.now();
  const pair = () => crypto.subtle.generateKey(parameters, true, ['sign', 'verify']);
  const notBefore = new Date();
  const notAfter = new Date(notBefore.getTime() + 730 * 86_400_000);
  const [ca, server, client] = [await pair(), await pair(), await pair()];
  const common = { notBefore, notAfter, signingAlgorithm: parameters };
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    ...common,
    name: 'CN=root',
    keys: ca,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true), new x509.KeyUsagesExtension(6, true)],
  });
  const leaf = (subject, keys, usages) =>
    x509.X509CertificateGenerator.create({
      ...common,
      subject,
      issuer: root.subject,
      publicKey: keys.publicKey,
      signingKey: ca.privateKey,
      extensions: [
        new x509.SubjectAlternativeNameExtension([
          { type: 'dns', value: 'localhost' },
          { type: 'ip', value: '127.0.0.1' },
        ]),
        new x509.ExtendedKeyUsageExtension(usages),
      ],
    });
  const { serverAuth, clientAuth } = x509.ExtendedKeyUsage;
  const issued = [root, await leaf('CN=server', server, [serverAuth, clientAuth]), await leaf('CN=client', client, [clientAuth])];
  issued.map((certificate) => certificate.toString('pem'));
  await Promise.all([ca, server, client].map((keys) => pem(keys.privateKey)));
  return performance.now() - began;
}
