/** Who somebody is to an OpenID provider. An address of mail is no identity: it can be given to another person. */
export interface Identity {
  issuer: string;
  /** The provider's own name of the person, which it gives to nobody else. */
  subject: string;
}
